// One process for all of it, since loading the gateway takes longer than most of these tests.
import './graphql-over-http.js';
import './known-attacks.js';
import './schema-secrecy.js';
import './cross-site.js';
import './limits.js';
import './persisted-only.js';
