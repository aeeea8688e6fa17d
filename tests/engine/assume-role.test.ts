import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { expectSuccess, withProject } from "../helpers/project";

// the emulator has no AssumeRole, and the credentials library calls STS over HTTPS only

const role = {
  accessKeyId: "role-id",
  accessKeySecret: "role-secret-of-30-characters..",
  securityToken: "role-token-of-30-characters...",
};

it("assumes the role of the config, with the keys of the environment, and shows nothing of either", async () => {
  await withProject(
    async (project) => {
      const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
        algorithm: "sha256",
        extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
      });
      const asked: URLSearchParams[] = [];
      const sts = createServer({ key, cert }, (request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
          asked.push(new URLSearchParams(`${body}&${(request.url ?? "").split("?")[1] ?? ""}`));
          const expiration = new Date(Date.now() + 3_600_000).toISOString();
          const credentials = {
            AccessKeyId: role.accessKeyId,
            AccessKeySecret: role.accessKeySecret,
            SecurityToken: role.securityToken,
            Expiration: expiration,
          };
          response.end(JSON.stringify({ RequestId: "R", Credentials: credentials }));
        });
      });
      await new Promise<void>((resolve) => sts.listen(0, "127.0.0.1", resolve));
      try {
        const { port } = sts.address() as AddressInfo;
        const certificate = join(project.directory, "sts.pem");
        writeFileSync(certificate, cert);
        project.setConfig([
          "  alicloud:region: cn-hangzhou",
          "  alicloud:protocol: HTTP",
          `  alicloud:endpoints: [{ ecs: "${project.emulator.endpoint}", sts: "127.0.0.1:${port}" }]`,
          '  alicloud:assumeRole: { roleArn: "acs:ram::1:role/ci", sessionName: "pulumi", sessionExpiration: 1800 }',
        ]);
        project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
        const env = {
          ALICLOUD_ACCESS_KEY: "user-id",
          ALICLOUD_SECRET_KEY: "user-secret-of-30-characters..",
          NODE_EXTRA_CA_CERTS: certificate,
        };
        const { output } = expectSuccess(await project.pulumi("up --yes", { env }));

        expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
        expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
          Action: "AssumeRole",
          AccessKeyId: "user-id",
          RoleArn: "acs:ram::1:role/ci",
          RoleSessionName: "pulumi",
          DurationSeconds: "1800",
        });
        const seen = output + (await project.exportedState());
        for (const secret of [role.accessKeySecret, role.securityToken, env.ALICLOUD_SECRET_KEY])
          expect(seen).not.toContain(secret);
      } finally {
        sts.closeAllConnections();
        sts.close();
      }
    },
    { accessKeys: [role] },
  );
});
