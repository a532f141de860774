package io.iotconnectivity.source.sqs;

import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Lets only so many exchanges of a polling source be under way: while there is no room, the thread that polls waits, so that a
 * store that does not answer is not filled with messages that will come again anyway.
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
