package io.iotconnectivity.engine;

/**
 * What went with a sink that was forgotten.
 *
 * @param waiting events that had failed, or waited behind one that had
 * @param tickets that it had open; nobody will tell it of their ends
 * @param deadLetters events that it had lost
 */
public record Forgotten(long waiting, long tickets, long deadLetters) {}
