import type { Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** One thing that the doctor looks at. What it throws is its finding. */
export interface Check {
  readonly name: string;
  run(patient: Patient): Promise<Finding | readonly Finding[]>;
}
