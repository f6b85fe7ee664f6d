import { useEffect, useRef, useState } from 'preact/hooks';
import { roomColumns, roomTypes, type RoomColumn, type View } from '../address.js';
import { Card } from '../card.js';
import { SparkLine } from '../chart/spark-line.js';
import { count, days, difference, share } from '../format.js';
import {
  DashboardRooms,
  type DashboardRoomsQuery,
  type DashboardRoomsQueryVariables,
  type RoomType,
} from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { comparedVariables, fileName } from '../period-variables.js';
import { roomKind, roomName } from '../room-name.js';
import { useQuery } from '../use-query.js';

type Row = DashboardRoomsQuery['engagement']['rooms']['rooms'][number];

const pageSize = 25;
/** Rows of a request for a file, which has all pages. */
const filePageSize = 100;
const typingMS = 250;

/** Rooms with their messages: searched, filtered, sorted, in pages. */
export function Rooms() {
  const page = usePage();
  const { view, setView } = page;
  const column = view.sort.replace('-', '') as RoomColumn;
  // What compares has no order where nothing is compared.
  const isCompared = view.compare !== 'none';
  const by: RoomColumn =
    !isCompared && (column === 'compared' || column === 'change') ? 'messages' : column;
  const isDescending = view.sort.startsWith('-');
  const variables = (offset: number, length: number): DashboardRoomsQueryVariables => ({
    ...comparedVariables(page),
    offset,
    count: length,
    sort: { by: roomColumns[by], direction: isDescending ? 'DESCENDING' : 'ASCENDING' },
    types: view.types.length > 0 ? [...view.types] : null,
    search: view.search === '' ? null : view.search,
  });
  const query = useQuery(DashboardRooms, variables((view.page - 1) * pageSize, pageSize));

  async function allRooms(total: number): Promise<Row[]> {
    const { signal } = new AbortController();
    const rows: Row[] = [];
    for (let offset = 0; offset < total; offset += filePageSize) {
      const next = await page.api.run(DashboardRooms, variables(offset, filePageSize), signal);
      rows.push(...next.engagement.rooms.rooms);
    }
    return rows;
  }

  function sortBy(next: RoomColumn): void {
    const isSame = next === by;
    const descending = isSame ? !isDescending : next !== 'name';
    setView({ sort: `${descending ? '-' : ''}${next}`, page: 1 });
  }

  const header = (name: RoomColumn, text: string) => (
    <th
      scope="col"
      aria-sort={by === name ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        class="sort"
        onClick={() => {
          sortBy(name);
        }}
      >
        {text}
        <span aria-hidden="true">{by === name ? (isDescending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );

  return (
    <Card
      id="rooms"
      title="Rooms"
      hint="Rooms in which messages were sent in the period, or the compared one."
      query={query}
      wide
      height={[956, 919]}
      file={async ({ engagement: { rooms } }) => ({
        name: fileName('rooms', page),
        columns: ['room_id', 'type', 'name', 'messages', 'compared_messages', 'share'],
        rows: (await allRooms(rooms.total)).map(
          ({ room, messages, comparedMessages, share: part }) => [
            room.id,
            room.type,
            roomName(room),
            messages,
            comparedMessages,
            part,
          ],
        ),
      })}
      tools={<Filters view={view} setView={setView} />}
    >
      {({ engagement: { rooms, comparedPeriod } }) => {
        const pages = Math.max(1, Math.ceil(rooms.total / pageSize));
        return rooms.total === 0 ? (
          <p class="empty">
            {view.search === '' && view.types.length === 0
              ? 'No one sent a message in this period.'
              : 'No room with messages in this period fits.'}
          </p>
        ) : (
          <>
            <div class="scroll" tabIndex={0} role="region" aria-label="Rooms, table">
              <table class="plain rooms">
                <caption class="unseen">Rooms with their messages</caption>
                <thead>
                  <tr>
                    {header('name', 'Room')}
                    {header('messages', 'Messages')}
                    <th scope="col">Share</th>
                    <th scope="col">
                      <span class="unseen">Course</span>
                    </th>
                    {comparedPeriod && (
                      <>
                        {header('compared', days(comparedPeriod.firstDay, comparedPeriod.lastDay))}
                        {header('change', 'Change')}
                      </>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {rooms.rooms.map((row) => (
                    <tr key={row.room.id}>
                      <th scope="row">
                        <span class="name">{roomName(row.room)}</span>{' '}
                        <small>{roomKind(row.room.type)}</small>
                      </th>
                      <td>{count(row.messages)}</td>
                      <td>{share(row.share)}</td>
                      <td>
                        <SparkLine values={row.daily} />
                      </td>
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
            <nav class="pages" aria-label="Pages of rooms">
              <button
                type="button"
                disabled={view.page <= 1}
                onClick={() => {
                  setView({ page: view.page - 1 });
                }}
              >
                Previous
              </button>
              <span>
                {count(rooms.offset + Math.min(1, rooms.rooms.length))}–
                {count(rooms.offset + rooms.rooms.length)} of {count(rooms.total)}
              </span>
              <button
                type="button"
                disabled={view.page >= pages}
                onClick={() => {
                  setView({ page: view.page + 1 });
                }}
              >
                Next
              </button>
            </nav>
          </>
        );
      }}
    </Card>
  );
}

function Filters({
  view,
  setView,
}: {
  view: View;
  setView: (change: Partial<View>, replace?: boolean) => void;
}) {
  const [text, setText] = useState(view.search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const sent = useRef(view.search);
  useEffect(() => {
    // What the reader typed meanwhile, or a space at its end, must stay.
    if (view.search !== sent.current) setText(view.search);
    sent.current = view.search;
  }, [view.search]);
  return (
    <>
      <input
        type="search"
        id="room-search"
        aria-label="Search rooms"
        placeholder="Search rooms"
        maxLength={200}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            sent.current = value.trim();
            setView({ search: sent.current, page: 1 }, true);
          }, typingMS);
        }}
      />
      <span class="choice" role="group" aria-label="Types of room">
        {(Object.keys(roomTypes) as RoomType[]).map((type) => {
          const isOn = view.types.includes(type);
          return (
            <button
              type="button"
              key={type}
              aria-pressed={isOn}
              onClick={() => {
                setView({
                  types: isOn ? view.types.filter((one) => one !== type) : [...view.types, type],
                  page: 1,
                });
              }}
            >
              {roomTypes[type]}
            </button>
          );
        })}
      </span>
    </>
  );
}
