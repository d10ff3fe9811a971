/** Numbers as the other parts know them: who answers at a phone number, now and then. */

/** What a caller hears who reaches a number that no agent answers. */
export interface Greeting {
  readonly say: string;
  /** BCP 47; the provider's own choice where nothing is said. */
  readonly language?: string;
  /** Whether a message is recorded after it. */
  readonly record: boolean;
}

/** Whose a number is. */
export interface Assignment {
  readonly numberId: string;
  readonly tenantId: string;
  readonly agent?: string;
  readonly greeting?: Greeting;
}

export interface OpenNumbers {
  /** At this moment. Remembered; undefined where nobody has it. */
  answering(connectionId: string, number: string): Assignment | undefined | Promise<Assignment | undefined>;
  /** At that time: a call belongs to whoever had the number when it began. */
  at(connectionId: string, number: string, when: Date): Promise<Assignment | undefined>;
}
