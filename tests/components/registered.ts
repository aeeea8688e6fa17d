import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string;
  readonly dependencies: readonly string[];
  readonly isProtected: boolean;
  /** The name of its provider; empty for the default one. */
  readonly provider: string;
}

/** What of a request a test looks at; Pulumi's mocks hand on neither the parent nor the dependencies. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getProvider(): string;
}

interface Internals {
  getMonitor(): { registerResource(request: Request, callback: unknown): void };
  waitForRPCs(): Promise<void>;
}

const internals = pulumi.runtime as unknown as Internals;

/** `type name` of a URN. */
const lastOf = (urn: string): string => {
  const [name = "", types = ""] = urn.split("::").reverse();
  return `${types.split("$").at(-1) ?? ""} ${name}`;
};

/** Runs a program under Pulumi's mocks, and answers what it registers, in the order of text. */
export async function registeredBy(program: () => void | Promise<void>): Promise<readonly Registered[]> {
  const inputsOf = new Map<string, Registered["inputs"]>();
  const registered: Omit<Registered, "inputs">[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      inputsOf.set(`${type} ${name}`, inputs as Record<string, unknown>);
      return { id: `${name}-id`, state: inputs as Record<string, unknown> };
    },
    call: ({ token }) =>
      token.includes("getRegions") ? { ids: ["cn-hangzhou"] } : { accountId: "1234567890123456" },
  });
  const monitor = internals.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registered.push({
      ...{ type: request.getType(), name: request.getName(), parent: lastOf(request.getParent()) },
      dependencies: request.getDependenciesList().map(lastOf).sort(),
      isProtected: request.getProtect(),
      // `urn::id`
      provider: request.getProvider().split("::").at(-2) ?? "",
    });
    register(request, callback);
  };
  await program();
  await internals.waitForRPCs();
  return registered
    .map((one) => ({ ...one, inputs: inputsOf.get(`${one.type} ${one.name}`) ?? {} }))
    .sort((x, y) => `${x.type} ${x.name}`.localeCompare(`${y.type} ${y.name}`));
}

/** What a secret is on its way to the engine. */
const SECRET = "4dabf18193072939515e22adb298388d";

export const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && SECRET in value;

/** The value, whether it is a secret or not. */
export const plain = (value: unknown): unknown =>
  isSecret(value) ? (value as { value: unknown }).value : value;
