import { ArgsType, Field } from 'type-graphql';
import { Instant } from './instant.js';

/** The window of most metrics. */
@ArgsType()
export class WindowArguments {
  @Field(() => Instant, {
    description: 'An instant of the first day, on the calendar of the workspace’s server.',
  })
  start!: Date;

  @Field(() => Instant, { description: 'An instant of the last day.' })
  end!: Date;
}
