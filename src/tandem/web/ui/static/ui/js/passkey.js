// Sign-in pages: a passkey that was refused or cancelled is said on the page, not in the console.
import { say } from './page.js';
import { toast } from './toast.js';

document.addEventListener('allauth.error', event => {
  event.preventDefault();
  toast(say('passkey_failed'), { alert: true });
});
