import fc from "fast-check";

/** Has fast-check tell of a failure by the one command that plays its shortest history again, and only that one; its own report follows. */
export function tellReplay<Ts>(out: fc.RunDetails<Ts>): void {
  if (!out.failed) return;
  // a run that was interrupted has failed without a history
  const command =
    out.counterexamplePath === null
      ? ""
      : `npm run simulate -- --seed ${out.seed} --path ${out.counterexamplePath}\n\n`;
  throw new Error(`${command}${fc.defaultReportMessage(out)}`, { cause: out.errorInstance });
}
