import { Field, ObjectType } from 'type-graphql';
import { Coverage } from './measured.js';
import { TimeZone } from './time-zone.js';

@ObjectType('Workspace', {
  description: 'The workspace and since when its records exist.',
  simpleResolvers: true,
})
export class Workspace {
  @Field(() => String, { nullable: true, description: 'Its name; null where none is set.' })
  name!: string | null;

  @Field(() => TimeZone, {
    description: 'The time zone of Rocket.Chat’s server, in which it stores calendar days.',
  })
  timeZone!: string;

  @Field(() => Coverage, { description: 'For which time sessions are stored.' })
  people!: Coverage;

  @Field(() => Coverage, { description: 'For which time counts of messages are stored.' })
  messages!: Coverage;

  @Field(() => Coverage, { description: 'For which time counts of new users are stored.' })
  newUsers!: Coverage;

  @Field(() => Boolean, {
    description: 'Whether the names of private and direct rooms are hidden.',
  })
  hidesPrivateRooms!: boolean;
}
