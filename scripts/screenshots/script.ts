/** Who calls whom in the demonstration, and what is said. All of it is invented; the numbers belong to nobody. */
import type { FactContent } from '../../src/core/calls/facts.ts';

type Who = FactContent<'line'>['who'];
export type Line = readonly [who: Who, text: string];

export interface Desk {
  readonly agent: string;
  readonly number: string;
  readonly outcomes: readonly [string, ...string[]];
  readonly talk: readonly Line[];
}

interface Firm {
  readonly name: string;
  readonly slug: string;
  readonly desks: readonly [Desk, ...Desk[]];
  /** On a working day. */
  readonly callsADay: number;
}

export const firms: readonly [Firm, ...Firm[]] = [
  {
    name: 'Northwind Plumbing',
    slug: 'northwind-plumbing',
    callsADay: 34,
    desks: [
      {
        agent: 'Front desk',
        number: '+16285550110',
        outcomes: [
          'Appointment made',
          'Appointment made',
          'Appointment moved',
          'Question answered',
          'Price asked',
        ],
        talk: [
          ['agent', 'Northwind Plumbing, good morning. What can I do for you?'],
          ['caller', 'The boiler drips, and it is the one you repaired in spring.'],
          ['agent', 'I am sorry to hear that. Is the water still running, or could you shut the valve?'],
          ['caller', 'I shut it. Could somebody come this week?'],
          ['tool', 'find_appointment: Thursday, 2 results'],
          ['agent', 'I can send a technician on Thursday at nine or at two. What suits you?'],
          ['caller', 'Thursday at nine works. Can he bring the part along?'],
        ],
      },
      {
        agent: 'Emergencies',
        number: '+16285550111',
        outcomes: ['Technician sent', 'Technician sent', 'Not urgent', 'Passed on'],
        talk: [
          ['agent', 'Emergency line. Is anybody in danger right now?'],
          ['caller', 'No, but there is water coming through the kitchen ceiling.'],
          ['agent', 'Please turn off the main valve. It is usually beside the meter. Can you reach it?'],
          ['caller', 'Yes, one moment. Done, it is getting less.'],
          ['agent', 'Good. A technician is on the way and will be with you in forty minutes.'],
        ],
      },
    ],
  },
  {
    name: 'Harbour Insurance',
    slug: 'harbour-insurance',
    callsADay: 22,
    desks: [
      {
        agent: 'Claims intake',
        number: '+16285550120',
        outcomes: ['Claim opened', 'Claim opened', 'Papers missing', 'Question answered'],
        talk: [
          ['agent', 'Harbour Insurance, claims. What happened?'],
          ['caller', 'Somebody backed into my car in a parking lot. The door is dented.'],
          ['agent', 'I have your policy open. Was anybody hurt, and do you know the other driver?'],
          ['caller', 'Nobody was hurt. They left a note with a name and a number.'],
          ['agent', 'Very good. I am opening a claim now. Could you tell me what the note says?'],
        ],
      },
      {
        agent: 'Renewals',
        number: '+16285550121',
        outcomes: ['Renewed', 'Renewed', 'Thinks about it', 'Declined'],
        talk: [
          ['agent', 'Your policy ends in June. Shall I go through what would change?'],
          ['caller', 'Please. Mostly I want to know why it got more expensive.'],
          ['agent', 'Most of it is the new roof cover. Without it you would pay what you pay today.'],
        ],
      },
    ],
  },
  {
    name: 'Grand Meridian',
    slug: 'grand-meridian',
    callsADay: 14,
    desks: [
      {
        agent: 'Concierge',
        number: '+16285550130',
        outcomes: ['Table booked', 'Taxi ordered', 'Question answered'],
        talk: [
          ['agent', 'Concierge of the Grand Meridian. How may I help?'],
          ['caller', 'We land at midnight. Is there still somebody at the desk then?'],
          ['agent', 'All night. Shall I have a car wait for you at the airport?'],
        ],
      },
      {
        agent: 'Réservations',
        number: '+16285550131',
        outcomes: ['Room booked', 'Room booked', 'Fully booked', 'Changed'],
        talk: [
          ['agent', 'Réservations, bonjour. Pour quelle date, s’il vous plaît ?'],
          ['caller', 'Bonjour, une chambre double pour le week-end prochain, deux nuits.'],
          ['agent', 'Très bien, une chambre double pour deux nuits à partir de vendredi.'],
        ],
      },
    ],
  },
];
