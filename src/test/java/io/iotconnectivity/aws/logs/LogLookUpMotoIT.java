package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.Moto;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Against moto, which takes every filter pattern for "everything", where it is installed. */
class LogLookUpMotoIT extends LogLookUpContract {
    private Moto moto;

    @BeforeAll
    void startMoto() throws IOException {
        moto = Moto.startOrSkip("Looking for causes is");
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
