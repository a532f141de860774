package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.incident.SloReading.Rates;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The format of a reading of an error budget in a record. */
final class SloRecord {
    private SloRecord() {}

    static void write(SloReading reading, RecordBytes out) {
        out.moment(reading.at()).text(reading.deviceClass());
        number(reading.target(), out);
        out.number(reading.remaining().isPresent() ? 1 : 0);
        reading.remaining().ifPresent(share -> number(share, out));
        out.number(reading.rates().size());
        for (Rates rates : reading.rates()) {
            number(rates.overLong(), out);
            number(rates.overShort(), out);
        }
        out.number(reading.devices()).number(reading.away());
        out.number(reading.worst().size());
        reading.worst().forEach(out::text);
    }

    static SloReading read(ByteBuffer in) {
        Instant at = RecordBytes.moment(in);
        String deviceClass = RecordBytes.text(in);
        double target = in.getDouble();
        Optional<Double> remaining = in.getInt() == 1 ? Optional.of(in.getDouble()) : Optional.empty();
        List<Rates> rates = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            rates.add(new Rates(in.getDouble(), in.getDouble()));
        }
        int devices = in.getInt();
        int away = in.getInt();
        List<String> worst = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            worst.add(RecordBytes.text(in));
        }
        return new SloReading(at, deviceClass, target, remaining, rates, devices, away, worst);
    }

    private static void number(double number, RecordBytes out) {
        out.number(Double.doubleToRawLongBits(number));
    }
}
