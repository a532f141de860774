package io.iotconnectivity.source.sqs;

import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bounds how many exchanges of a polling source are in progress: while there is no room, the polling thread waits, so
 * that a stalled store is not flooded with messages that will be redelivered anyway.
 */
public final class Room implements Processor {
    private final Semaphore places;

    /**
     * @param places at least 1
     */
    public Room(int places) {
        this.places = new Semaphore(places);
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        places.acquire();
        // The adapter is called last, when the source has deleted the message.
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                places.release();
            }
        });
    }
}
