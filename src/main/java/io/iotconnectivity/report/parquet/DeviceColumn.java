package io.iotconnectivity.report.parquet;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.report.FleetReport.DeviceFigures;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a report with a row for each device.
 *
 * @param value of a device; absent: the cell is null
 * @param writer writes one value
 */
record DeviceColumn<T>(Type type, Function<DeviceFigures, Optional<T>> value, BiConsumer<RecordConsumer, T> writer) {
    private static final String ENTRY = "key_value";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    /** A moment, in milliseconds since 1970. */
    static DeviceColumn<Long> moment(String name, ToLongFunction<DeviceFigures> value) {
        return new DeviceColumn<>(
                Types.required(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                        .named(name),
                device -> Optional.of(value.applyAsLong(device)),
                RecordConsumer::addLong);
    }

    static DeviceColumn<Long> number(String name, ToLongFunction<DeviceFigures> value) {
        return new DeviceColumn<>(
                Types.required(PrimitiveTypeName.INT64).named(name),
                device -> Optional.of(value.applyAsLong(device)),
                RecordConsumer::addLong);
    }

    /** A mean, of which there may be none. */
    static DeviceColumn<Long> mean(String name, Function<Figures, Optional<Long>> value) {
        return new DeviceColumn<>(
                Types.optional(PrimitiveTypeName.INT64).named(name),
                device -> value.apply(device.figures()),
                RecordConsumer::addLong);
    }

    static DeviceColumn<Double> share(String name, Function<Figures, Optional<Double>> value) {
        return new DeviceColumn<>(
                Types.optional(PrimitiveTypeName.DOUBLE).named(name),
                device -> value.apply(device.figures()),
                RecordConsumer::addDouble);
    }

    static DeviceColumn<String> text(String name, Function<DeviceFigures, Optional<String>> value) {
        return new DeviceColumn<>(
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name),
                value,
                DeviceColumn::addText);
    }

    static DeviceColumn<Map<String, Long>> numbers(String name, Function<DeviceFigures, Map<String, Long>> value) {
        return new DeviceColumn<>(
                Types.requiredMap()
                        .key(Types.required(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named(KEY))
                        .value(Types.required(PrimitiveTypeName.INT64).named(VALUE))
                        .named(name),
                value.andThen(Optional::of),
                DeviceColumn::addNumbers);
    }

    void write(RecordConsumer out, int index, DeviceFigures device) {
        value.apply(device).ifPresent(known -> {
            out.startField(type.getName(), index);
            writer.accept(out, known);
            out.endField(type.getName(), index);
        });
    }

    private static void addText(RecordConsumer out, String text) {
        out.addBinary(Binary.fromString(text));
    }

    private static void addNumbers(RecordConsumer out, Map<String, Long> numbers) {
        out.startGroup();
        if (!numbers.isEmpty()) {
            out.startField(ENTRY, 0);
            numbers.forEach((key, value) -> {
                out.startGroup();
                out.startField(KEY, 0);
                addText(out, key);
                out.endField(KEY, 0);
                out.startField(VALUE, 1);
                out.addLong(value);
                out.endField(VALUE, 1);
                out.endGroup();
            });
            out.endField(ENTRY, 0);
        }
        out.endGroup();
    }
}
