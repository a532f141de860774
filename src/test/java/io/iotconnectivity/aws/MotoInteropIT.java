package io.iotconnectivity.aws;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The AWS sinks against moto, an AWS stand-in that others wrote, where it is installed. */
class MotoInteropIT extends AwsSinkContract {
    private Moto moto;

    @BeforeAll
    void startMoto() throws IOException {
        moto = Moto.startOrSkip("The sinks are");
    }

    @AfterAll
    void stopMoto() {
        if (moto != null) {
            moto.close();
        }
    }

    @Override
    URI endpoint() {
        return moto.uri();
    }
}
