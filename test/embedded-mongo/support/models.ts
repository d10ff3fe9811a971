import mongoose from 'mongoose';
import { uniqueName } from '../../helpers/mongo.ts';
import type { Doc } from './driver.ts';

export type AnyModel = mongoose.Model<Doc>;

/** Makes models with a collection of their own each, ready with their indexes. */
export function modelsOf(connection: mongoose.Connection) {
  return async (
    definition: mongoose.Schema | mongoose.SchemaDefinition,
    name = uniqueName('Model'),
  ): Promise<AnyModel> => {
    const schema = definition instanceof mongoose.Schema ? definition : new mongoose.Schema(definition);
    const model = connection.model<Doc>(name, schema as mongoose.Schema<Doc>);
    await model.init();
    return model;
  };
}
