import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { emptyFolder, runPickup } from "./support/kit.ts";

const folder = "deploy/kubernetes";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly {
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean; readonly allowPrivilegeEscalation: boolean };
    readonly volumeMounts: readonly { readonly name: string }[];
    readonly args: readonly string[];
    readonly env?: readonly { readonly name: string }[];
  }[];
  readonly volumes: readonly { readonly name: string }[];
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly replicas: readonly { readonly name: string }[];
  readonly configMapGenerator: readonly { readonly name: string; readonly literals?: readonly string[] }[];
  readonly secretGenerator: readonly { readonly name: string }[];
}

const textOf = (file: string) => readFileSync(join(folder, file), "utf8");
const kustomization = parse(textOf("kustomization.yaml")) as Kustomization;
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(textOf(file)).map((document) => document.toJS() as Manifest),
);
const pods = manifests.flatMap(({ spec }) => (spec?.template === undefined ? [] : [spec.template.spec]));

test("every manifest is what the Kubernetes API takes", async () => {
  assert.ok(manifests.length >= 7);
  for (const manifest of manifests) {
    const { apiVersion, kind } = manifest;
    const module = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<string, ModelClass>;
    new module[kind]!(manifest).validate();
  }
  const Deployment = ((await import("kubernetes-models/apps/v1/Deployment")) as unknown as Record<string, ModelClass>)
    .Deployment!;
  assert.throws(() => new Deployment({ spec: { replicas: "four" } }).validate(), "the schemas are looked at");
});

type ModelClass = new (data: unknown) => { validate(): void };

test("the kustomization names every manifest, and what it generates and changes is used", () => {
  const values = ["kustomization.yaml", "nats-values.yaml"];
  const files = globSync("*.yaml", { cwd: folder }).filter((file) => !values.includes(file));
  assert.deepEqual(kustomization.resources.toSorted(), files.toSorted());
  const names = manifests.map(({ metadata }) => metadata.name);
  for (const { name } of kustomization.replicas) assert.ok(names.includes(name), name);
  const texts = kustomization.resources.map(textOf).join("\n");
  for (const { name } of [...kustomization.configMapGenerator, ...kustomization.secretGenerator]) {
    assert.match(texts, new RegExp(`name: ${name}\\n`));
  }
});

test("pods run without rights, write only to their volumes, and mount what they have", () => {
  assert.equal(pods.length, 2);
  for (const { securityContext, containers, volumes } of pods) {
    assert.ok(securityContext.runAsNonRoot);
    for (const { securityContext: rights, volumeMounts } of containers) {
      assert.ok(rights.readOnlyRootFilesystem && !rights.allowPrivilegeEscalation);
      assert.deepEqual(volumeMounts.map(({ name }) => name).toSorted(), volumes.map(({ name }) => name).toSorted());
    }
  }
});

test("the flags and variables of the manifests and of compose.yaml are those of the commands", async (t) => {
  const compose = readFileSync("compose.yaml", "utf8");
  const services = (parse(compose, { merge: true }) as { services: Record<string, { image: string }> }).services;
  assert.deepEqual(Object.keys(services), ["nats", "worker", "load"]);
  const help = await Promise.all(["load", "worker"].map((command) => runPickup(emptyFolder(t), [command, "--help"])));
  const words = help.map(({ stdout }) => stdout).join("\n");
  const flags = pods.flatMap(({ containers }) => containers.flatMap(({ args }) => args));
  for (const flag of flags.filter((arg) => arg.startsWith("--"))) assert.ok(words.includes(`${flag} `), flag);
  const texts = [compose, ...globSync("*.yaml", { cwd: folder }).map(textOf)].join("\n");
  for (const [name] of texts.matchAll(/\bPICKUP_[A-Z_]+\b/g)) assert.match(words, new RegExp(`\\[${name}\\b`));
});

test("the image is made of files that are there, and runs as nobody in particular", () => {
  const lines = readFileSync("deploy/docker/Dockerfile", "utf8").split("\n");
  const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(" ") ?? []);
  for (const file of copied) assert.ok(existsSync(file), basename(file));
  assert.ok(lines.includes("USER 10001:10001"));
  assert.ok(lines.indexOf("USER 10001:10001") > lines.findLastIndex((line) => line.startsWith("FROM")));
});
