// Behaviour of every page: small, delegated, and never required to read one.
import './theme.js';
import './toast.js';
import './overlay.js';
import './fields.js';
import './files.js';
import './times.js';
import './palette.js';
import './keys.js';
import './live.js';
