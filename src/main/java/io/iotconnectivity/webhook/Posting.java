package io.iotconnectivity.webhook;

import java.util.Optional;

/**
 * One event for a webhook.
 *
 * @param eventId the same at every attempt, so that the receiver can recognize a repetition
 * @param event the CloudEvent as JSON
 * @param attempt counts from 1; at least 2 if an earlier one may have arrived
 * @param receipt from the {@link Posted} of the previous event of the same incident; absent for the first
 */
public record Posting(String eventId, String event, int attempt, Optional<String> receipt) {}
