import mongoose from 'mongoose';
import type { Row } from '../../helpers/mongo.ts';

/** The driver that mongoose brings, so that the tests use the very one the product uses. */
export const { MongoClient, MongoBulkWriteError, MongoServerError } = mongoose.mongo;

export type Client = mongoose.mongo.MongoClient;
export type Db = mongoose.mongo.Db;
export type Collection = mongoose.mongo.Collection<Row>;
export type Doc = mongoose.mongo.BSON.Document;
