import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { generate } from "selfsigned";

/** What STS answers: a whole body, or one that depends on what was sent. */
export type StsAnswer = (sent: URLSearchParams) => {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
};

/**
 * Runs the work with an STS over HTTPS on loopback, which this process trusts meanwhile; another one does with the certificate,
 * as text, in the file that NODE_EXTRA_CA_CERTS names.
 */
export async function withSts(
  answer: StsAnswer,
  work: (endpoint: string, certificate: string) => Promise<void>,
): Promise<void> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const trusted = getCACertificates("default");
  const server = createServer({ key, cert }, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const sent = new URLSearchParams(`${body}&${(request.url ?? "").split("?")[1] ?? ""}`);
      const { status, contentType = "application/json", body: text } = answer(sent);
      response.writeHead(status, { "content-type": contentType, connection: "close" }).end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  setDefaultCACertificates([...trusted, cert]);
  try {
    await work(`127.0.0.1:${(server.address() as AddressInfo).port}`, cert);
  } finally {
    setDefaultCACertificates(trusted);
    server.closeAllConnections();
    server.close();
  }
}

/** The body with credentials that last for so many seconds. */
export function roleCredentials(secret: string, token: string, seconds = 3600): string {
  const Expiration = new Date(Date.now() + seconds * 1000).toISOString();
  return JSON.stringify({
    RequestId: "R",
    Credentials: { AccessKeyId: "STS.role", AccessKeySecret: secret, SecurityToken: token, Expiration },
  });
}
