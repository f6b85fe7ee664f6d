import { scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { Card } from '../card.js';
import { useWidth } from '../chart/use-width.js';
import { count, days, difference, share } from '../format.js';
import {
  DashboardMessagesByRoomType,
  type DashboardMessagesByRoomTypeQuery,
} from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { comparedVariables, fileName } from '../period-variables.js';
import { roomTypeName } from '../room-name.js';
import { useQuery } from '../use-query.js';

type TypeRow =
  DashboardMessagesByRoomTypeQuery['engagement']['messagesByRoomType']['types'][number];

/** Messages per type of room: one stacked bar, and the numbers beside it. */
export function MessagesByRoomType() {
  const page = usePage();
  const query = useQuery(DashboardMessagesByRoomType, comparedVariables(page));
  return (
    <Card
      id="messages-by-room-type"
      title="Messages by type of room"
      query={query}
      file={({ engagement: { messagesByRoomType } }) => ({
        name: fileName('messages-by-room-type', page),
        columns: ['type', 'messages', 'compared_messages', 'difference', 'share'],
        rows: messagesByRoomType.types.map((row) => [
          row.type,
          row.messages,
          row.comparedMessages,
          row.difference,
          row.share,
        ]),
      })}
      wide
      height={[159, 159]}
    >
      {({ engagement: { messagesByRoomType, comparedPeriod } }) =>
        messagesByRoomType.types.every(({ messages }) => messages === 0) ? (
          <p class="empty">No one sent a message in this period.</p>
        ) : (
          <>
            <StackedBar rows={messagesByRoomType.types} />
            <div
              class="scroll"
              tabIndex={0}
              role="region"
              aria-label="Messages by type of room, table"
            >
              <table class="plain">
                <caption class="unseen">Messages by type of room</caption>
                <thead>
                  <tr>
                    <th scope="col">Type</th>
                    <th scope="col">Messages</th>
                    <th scope="col">Share</th>
                    {comparedPeriod && (
                      <>
                        <th scope="col">{days(comparedPeriod.firstDay, comparedPeriod.lastDay)}</th>
                        <th scope="col">Change</th>
                      </>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {messagesByRoomType.types.map((row, index) => (
                    <tr key={row.type}>
                      <th scope="row">
                        <svg width="12" height="12" aria-hidden="true">
                          <rect width="12" height="12" class={`stack stack-${index % 4}`} />
                        </svg>{' '}
                        {roomTypeName(row.type)}
                      </th>
                      <td>{count(row.messages)}</td>
                      <td>{share(row.share)}</td>
                      {comparedPeriod && (
                        <>
                          <td>{count(row.comparedMessages)}</td>
                          <td>{row.difference === null ? '–' : difference(row.difference)}</td>
                        </>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )
      }
    </Card>
  );
}

const height = 28;

function StackedBar({ rows }: { rows: readonly TypeRow[] }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const amounts = Object.fromEntries(
    rows.map(({ type, messages }) => [type, Math.max(0, messages)]),
  );
  const parts = stack<Record<string, number>>().keys(Object.keys(amounts))([amounts]);
  const x = scaleLinear()
    .domain([0, Math.max(1, ...parts.map(([part]) => part?.[1] ?? 0))])
    .range([0, width]);
  return (
    <div class="drawing" ref={ref} style={{ height: `${height}px` }}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label="Shares of the types; the table has the numbers"
      >
        {parts.map((part, index) => {
          const [from = 0, to = 0] = part[0] ?? [];
          return (
            <rect
              key={part.key}
              class={`stack stack-${index % 4}`}
              x={x(from) + (index > 0 ? 1 : 0)}
              width={Math.max(0, x(to) - x(from) - 1)}
              height={height}
            />
          );
        })}
      </svg>
    </div>
  );
}
