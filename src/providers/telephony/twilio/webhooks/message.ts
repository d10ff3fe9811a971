/** The fields of Twilio's messages that mean something here. Others pass, and none has to be there. */
import { z } from 'zod';
import { address, fraction, moment, party, phrase, seconds, sid, whole, word } from '../values.ts';

export const messageSchema = z.object({
  CallSid: sid('CA'),
  ParentCallSid: sid('CA'),
  CallStatus: word,
  Direction: word,
  From: party,
  To: party,
  CallerName: phrase,
  Timestamp: moment,
  CallDuration: seconds,
  AnsweredBy: word,
  SipResponseCode: word,
  Digits: phrase,
  SpeechResult: phrase,
  Confidence: fraction,
  RecordingSid: sid('RE'),
  RecordingUrl: address,
  RecordingStatus: word,
  RecordingDuration: seconds,
  RecordingChannels: whole,
  RecordingStartTime: moment,
  StreamSid: sid('MZ'),
  StreamEvent: word,
  StreamName: word,
  StreamError: phrase,
  ErrorCode: word,
  ErrorMessage: phrase,
});

export type TwilioMessage = z.infer<typeof messageSchema>;
