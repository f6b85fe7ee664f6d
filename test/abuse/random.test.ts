// One process for all of it, since loading the gateway takes longer than most of these tests.
import './random-graphql.js';
import './random-rest.js';
import './broken-http.js';
import './hostile-values.js';
