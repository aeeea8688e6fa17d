import { handlingOf, liesInSettings } from "../../provider/core/answers";
import { ApiError } from "../../provider/core/errors";
import { outcomeOf, type Weather, WEATHERS } from "./weather";

/** The codes that an Assign may be answered with in this weather. */
const codesOf = (weather: Weather): string[] => {
  const codes = Array.from({ length: 50 }, (_, turn) => outcomeOf(weather, "assign", turn).refused?.[1]);
  return [...new Set(codes.flatMap((code) => code ?? []))];
};

// one of them stands for all in the table of what was met
it.each(WEATHERS.assign.filter((weather) => codesOf(weather).length > 1))(
  "the codes of %j are handled alike",
  (weather) => {
    const handled = codesOf(weather).map((code) => {
      const error = new ApiError("Assign", code, "", { outcomeUnknown: weather.includes("internal error") });
      return `${handlingOf(error)}, ${liesInSettings(error)}`;
    });
    expect(new Set(handled).size).toBe(1);
  },
);
