// One process for all of it, since loading the gateway takes longer than most of these tests.
import './quotas.js';
import './headers.js';
import './secrets.js';
import './slow-clients.js';
