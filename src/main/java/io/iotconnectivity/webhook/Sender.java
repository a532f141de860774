package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.NotTaken;
import java.io.IOException;

/** Sends the requests of one webhook. */
interface Sender extends AutoCloseable {

    /**
     * @throws NotTaken if nothing was sent
     * @throws IOException if no response arrived, with a message that says what went wrong and contains no secret
     */
    Answer send(Call call) throws IOException, NotTaken;

    @Override
    void close();
}
