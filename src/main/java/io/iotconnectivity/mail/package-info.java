/**
 * Mails about incidents, one thread a ticket. It keeps a connection to the mail server for one mail, bounded in size and time.
 * It must not know when a mail is sent again.
 */
package io.iotconnectivity.mail;
