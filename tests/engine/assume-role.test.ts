import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectSuccess, withProject } from "../helpers/project";
import { roleCredentials, type StsAnswer, withSts } from "../helpers/sts";

// the emulator has no AssumeRole, and the credentials library calls STS over HTTPS only

const role = {
  accessKeyId: "STS.role",
  accessKeySecret: "role-secret-of-30-characters..",
  securityToken: "role-token-of-30-characters...",
};

const policy = '{"Version":"1","Statement":[]}';
const roleInConfig = `roleArn: "acs:ram::1:role/ci", sessionName: "pulumi", sessionExpiration: 1800, externalId: "a b&c", policy: '${policy}'`;

it("assumes the role of the config, with the keys of the environment, and shows nothing of either", async () => {
  const asked: URLSearchParams[] = [];
  const answer: StsAnswer = (sent) => {
    asked.push(sent);
    return { status: 200, body: roleCredentials(role.accessKeySecret, role.securityToken) };
  };
  await withSts(answer, (endpoint, certificate) =>
    withProject(
      async (project) => {
        const file = join(project.directory, "sts.pem");
        writeFileSync(file, certificate);
        project.setConfig([
          "  alicloud:region: cn-hangzhou",
          "  alicloud:protocol: HTTP",
          `  alicloud:endpoints: [{ ecs: "${project.emulator.endpoint}", sts: "${endpoint}" }]`,
          `  alicloud:assumeRole: { ${roleInConfig} }`,
        ]);
        project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
        const env = {
          ALICLOUD_ACCESS_KEY: "user-id",
          ALICLOUD_SECRET_KEY: "user-secret-of-30-characters..",
          NODE_EXTRA_CA_CERTS: file,
        };
        const { output } = expectSuccess(await project.pulumi("up --yes", { env }));

        expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
        expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
          Action: "AssumeRole",
          AccessKeyId: "user-id",
          RoleArn: "acs:ram::1:role/ci",
          RoleSessionName: "pulumi",
          DurationSeconds: "1800",
          ExternalId: "a b&c",
          Policy: policy,
        });
        const seen = output + (await project.exportedState());
        for (const secret of [role.accessKeySecret, role.securityToken, env.ALICLOUD_SECRET_KEY])
          expect(seen).not.toContain(secret);
      },
      { accessKeys: [role] },
    ),
  );
});
