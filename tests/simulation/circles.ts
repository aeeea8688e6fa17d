import type { SimulatedEngine } from "./engine";
import type { Program } from "./program";
import { declaredIn, hadBefore } from "./readings";

/**
 * Whether resources wait for each other in a circle, until their time is up (docs/hand-overs.md): one that moves waits for whoever is to take its
 * addresses where it was, and that one for an address that another one gives up on another ENI.
 * @param program What it declares in effect.
 */
export function isCircular(program: Program, engine: SimulatedEngine): boolean {
  const before = hadBefore(program, engine);
  const addressIn = (one: string): string | undefined => one.split(" ")[1];
  const next = (name: string): string[] => {
    const declared = declaredIn(program, (_, its) => its === name);
    return before.flatMap(({ name: giver, id, had }) => {
      if (giver === name) {
        if (program[name]?.networkInterfaceId === id) return [];
        return Object.keys(program).filter(
          (taker) =>
            taker !== name && declaredIn(program, (_, its) => its === taker).some((one) => had.includes(one)),
        );
      }
      const takes = declared.some(
        (one) => !had.includes(one) && had.some((its) => addressIn(its) === addressIn(one)),
      );
      return takes ? [giver] : [];
    });
  };
  const comesBack = (start: string, name: string, seen: Set<string>): boolean =>
    next(name).some((one) => {
      if (one === start) return true;
      if (seen.has(one)) return false;
      return comesBack(start, one, seen.add(one));
    });
  return Object.keys(program).some((name) => comesBack(name, name, new Set()));
}
