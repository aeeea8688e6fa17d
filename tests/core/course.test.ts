import { perhapsUnassignedIn, unassignedIn } from "../../provider/core/course";
import { note, type Progress, startJournal } from "../../provider/core/journal";
import { anEni } from "../helpers/eni";

const ADDRESS = "10.0.0.101";
const SHOWN = anEni({ privateIpAddresses: [ADDRESS] });
const HIDDEN = anEni();

// what a change says of an address that it was to unassign, by the cloud's word, and by the looks before and after
it.each<[Progress, string, string, "has" | "has perhaps" | "has not"]>([
  ["done", "shown", "shown", "has"],
  ["done", "hidden", "hidden", "has"],
  ["unknown", "shown", "hidden", "has"],
  ["unknown", "shown", "shown", "has perhaps"],
  ["unknown", "hidden", "hidden", "has perhaps"],
  ["unknown", "shown", "not looked at", "has perhaps"],
  ["refused", "shown", "hidden", "has"],
  ["refused", "shown", "shown", "has not"],
  ["refused", "hidden", "hidden", "has perhaps"],
  ["refused", "shown", "not looked at", "has not"],
  ["planned", "hidden", "hidden", "has not"],
])(
  "where an unassign is %s, and the address %s before and %s after, it %s gone",
  (progress, before, after, says) => {
    const journal = startJournal();
    note(journal.unassign, [ADDRESS], progress);
    const first = before === "shown" ? SHOWN : HIDDEN;
    const last = { shown: SHOWN, hidden: HIDDEN }[after];
    const course = { journal, first, last };
    expect(unassignedIn(course)).toEqual(says === "has" ? [ADDRESS] : []);
    expect(perhapsUnassignedIn(course)).toEqual(says === "has perhaps" ? [ADDRESS] : []);
  },
);
