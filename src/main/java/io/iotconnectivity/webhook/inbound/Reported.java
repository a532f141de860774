package io.iotconnectivity.webhook.inbound;

import io.iotconnectivity.event.Note;
import java.util.Optional;

/**
 * What somebody did about a ticket.
 *
 * @param incidentId the incident that the ticket is of; absent if the receiver does not tell
 * @param title the title of the ticket, which is that of the incident when it was opened; absent if it is not told
 */
public record Reported(Optional<String> incidentId, Optional<String> title, Note note) {}
