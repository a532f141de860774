package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.TooManySilences;
import io.iotconnectivity.incident.Silence;
import java.sql.SQLException;
import java.util.Optional;

/** A silence to set, or to replace. */
final class SetSilence extends Awaited {
    private final Silence silence;
    private volatile Optional<String> refusal = Optional.empty();

    SetSilence(Silence silence) {
        this.silence = silence;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        refusal = batch.set(silence);
    }

    @Override
    public void committed() {
        refusal.ifPresentOrElse(why -> failed(new TooManySilences(why)), super::committed);
    }
}
