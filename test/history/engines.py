"""Runs an example of docs/history.md (its text on stdin) and prints the counts of its result as JSON."""

import json
import sys

engine, example = sys.argv[1], sys.stdin.read()
if engine == 'DuckDB':
    import duckdb

    users = [row[1] for row in duckdb.sql(example).fetchall()]
elif engine == 'ClickHouse':
    import chdb

    users = [row['users'] for row in json.loads(chdb.query(example, 'JSON').bytes())['data']]
else:
    scope = {}
    exec(example, scope)
    users = (scope.get('daily') if 'daily' in scope else scope['monthly']).tolist()
print(json.dumps([int(count) for count in users]))
