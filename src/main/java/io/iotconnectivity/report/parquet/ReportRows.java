package io.iotconnectivity.report.parquet;

import io.iotconnectivity.report.FleetReport.DeviceFigures;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Writes a row for each device. */
final class ReportRows extends WriteSupport<DeviceFigures> {
    private final List<DeviceColumn<?>> columns;
    private RecordConsumer out;

    private ReportRows(List<DeviceColumn<?>> columns) {
        this.columns = columns;
    }

    /** A writer of rows with these columns. */
    static Builder into(OutputFile file, List<DeviceColumn<?>> columns) {
        return new Builder(file, columns);
    }

    /** Makes the writer of a file. */
    static final class Builder extends ParquetWriter.Builder<DeviceFigures, Builder> {
        private final List<DeviceColumn<?>> columns;

        private Builder(OutputFile file, List<DeviceColumn<?>> columns) {
            super(file);
            this.columns = columns;
        }

        @Override
        protected Builder self() {
            return this;
        }

        // Abstract, although it is deprecated; the other one is called.
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<DeviceFigures> getWriteSupport(Configuration configuration) {
            return new ReportRows(columns);
        }

        @Override
        protected WriteSupport<DeviceFigures> getWriteSupport(ParquetConfiguration configuration) {
            return new ReportRows(columns);
        }
    }

    // As above.
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        List<Type> types = columns.stream().<Type>map(DeviceColumn::type).toList();
        return new WriteContext(new MessageType("availability", types), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        out = consumer;
    }

    @Override
    public void write(DeviceFigures device) {
        out.startMessage();
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).write(out, i, device);
        }
        out.endMessage();
    }
}
