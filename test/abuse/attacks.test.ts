// One process for all of it, since loading the gateway takes longer than most of these tests.
import './header-times.js';
import './unread-responses.js';
import './connections-per-address.js';
import './many-rooms.js';
import './many-series.js';
import './error-cost.js';
import './distinct-requests.js';
