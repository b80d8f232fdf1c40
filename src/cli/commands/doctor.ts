import { defineCommand } from "../command.ts";
import { diagnosisLines } from "../doctor/diagnosis-lines.ts";
import { examine, exitCodeOf } from "../doctor/examine.ts";
import { doctorOptions } from "../doctor/options.ts";
import { Patient } from "../doctor/patient.ts";
import { paintFor } from "../terminal/paint.ts";
import { say } from "../world.ts";

export const command = defineCommand({
  name: "doctor",
  options: doctorOptions,
  examples: [
    "pickup doctor                       # this machine, and the `pickup local` of this folder",
    "pickup doctor --aws                 # credentials and the real table",
    "pickup doctor -H https://api.example.test --token-url https://tokens.example.test --users 5000",
    "pickup doctor --json | jq '.checks[] | select(.status == \"failure\")'",
  ],
  async run({ world, resolve }) {
    const { values } = resolve();
    const patient = new Patient(world, values);
    await patient.http(); // of a certificate that cannot be read, one error and not one for each check
    const found = await examine(patient);
    const exitCode = exitCodeOf(found);
    if (values.json) say(world, JSON.stringify({ schema: 1, exitCode, checks: found }, null, 2));
    else for (const line of diagnosisLines(found, paintFor(world.stdout, world.environment))) say(world, line);
    return exitCode;
  },
});
