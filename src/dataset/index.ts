export { type Marker, type PickupDataset, pickupDataset, type SeededMarker } from "./dataset.ts";
export { type DatasetDescription, describeDataset, sampleOfUsers, type UserSample } from "./describe-dataset.ts";
export { type ConfigRequest, generateConfig } from "./generate-config.ts";
export { type AttributeValue, type Item, itemBytes, itemOf, markerOfItem, profileKeyOf } from "./item.ts";
export { type Frame, ItemEncoder } from "./item-encoder.ts";
export { configOptions, datasetOptions } from "./options.ts";
export { type ConfigReading, readConfig } from "./read-config.ts";
export type { Config } from "./schema.ts";
export { writeConfig } from "./write-config.ts";
