import { styleText } from "node:util";

/** What a person reads: lines, and on a terminal one line of progress below them. */
export interface Screen {
  line(text?: string): void;
  /** Does the work, and says every now and then that it is still at it. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
}

const firstQuietMs = 2_000;
const laterQuietMs = 10_000;
const eraseLine = "\r\u001b[K";

export function createScreen(stream: NodeJS.WriteStream): Screen {
  let progressIsShown = false;
  let lastWrite = performance.now();
  let latestWork: unknown;

  const erase = (): void => {
    if (progressIsShown) stream.write(eraseLine);
    progressIsShown = false;
  };
  const line = (text = ""): void => {
    erase();
    lastWrite = performance.now();
    stream.write(`${text}\n`);
  };

  return {
    line,
    async during(what, work) {
      const start = performance.now();
      lastWrite = start;
      latestWork = work;
      let quietMs = firstQuietMs;
      const timer = setInterval(() => {
        const now = performance.now();
        // one line of progress at a time: what is being stopped has none any more
        if (work !== latestWork || now - lastWrite < quietMs) return;
        const text = `  … ${what}, ${((now - start) / 1000).toFixed(0)} s`;
        if (stream.isTTY) {
          erase();
          // what wraps cannot be erased
          stream.write(dim(text.slice(0, stream.columns - 1)));
          progressIsShown = true;
        } else {
          line(dim(text));
          quietMs = laterQuietMs;
        }
      }, 500);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        erase();
      }
    },
  };
}

// styleText leaves the text as it is where stdout is no terminal or NO_COLOR is set
export const bold = (text: string): string => styleText("bold", text);
export const dim = (text: string): string => styleText("dim", text);
export const green = (text: string): string => styleText("green", text);
export const red = (text: string): string => styleText("red", text);
export const yellow = (text: string): string => styleText("yellow", text);
export const hasColours = (): boolean => green("x") !== "x";
