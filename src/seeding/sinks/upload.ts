import { createReadStream } from "node:fs";
import { join } from "node:path";
import { SdkHandler } from "../../dynamodb/index.ts";
import type { StartImportOrder } from "./start-import.ts";

/** A part of a file goes in one request, over a line that may be slow. */
const partTimeoutMs = 300_000;

/** Where the files lie in S3. */
export interface ImportPlace {
  readonly bucket: string;
  /** Without a slash at its end. */
  readonly prefix: string;
}

/** Uploads the files of an order, one after the other, by the AWS SDK. Throws its errors. */
export async function upload(order: StartImportOrder, { bucket, prefix }: ImportPlace): Promise<void> {
  const { manifest, folder, target, credentials, s3Endpoint, clock, tell } = order;
  const [{ S3Client }, { Upload }] = await Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/lib-storage")]);
  const client = new S3Client({
    region: target.region,
    credentials: () => credentials.get(),
    requestHandler: new SdkHandler(target.connect, clock, partTimeoutMs),
    ...(s3Endpoint === null ? {} : { endpoint: s3Endpoint, forcePathStyle: true }),
  });
  try {
    for (const { name } of manifest.files) {
      const Body = createReadStream(join(folder, name));
      await new Upload({ client, params: { Bucket: bucket, Key: `${prefix}/${name}`, Body } }).done();
      tell(`uploaded s3://${bucket}/${prefix}/${name}`);
    }
  } finally {
    client.destroy();
  }
}
