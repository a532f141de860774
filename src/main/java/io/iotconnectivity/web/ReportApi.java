package io.iotconnectivity.web;

import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.report.CsvReport;
import io.iotconnectivity.report.ReportPeriod;
import io.iotconnectivity.report.ReportQuery;
import io.iotconnectivity.report.ReportView;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.report.parquet.ParquetReport;
import io.iotconnectivity.signal.ExtraField;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** Serves reports on availability. */
final class ReportApi {
    /** A report on many devices takes a processor for seconds. */
    private static final int AT_ONCE = 1;

    private static final int LATER_SECONDS = 2;

    private static final Format CSV = new Format(".csv", "text/csv; charset=utf-8", CsvReport::write);
    private static final Format PARQUET = new Format(".parquet", "application/vnd.apache.parquet", ReportApi::parquet);

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    ReportApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    /** A format of files with a row for each device. */
    private record Format(String ending, String mediaType, Writer writer) {
        interface Writer {
            void write(Reports reports, ReportQuery query, Path file) throws IOException;
        }
    }

    void addTo(Router router) {
        router.get("/api/report").handler(this::report);
        router.get("/api/report.csv").handler(context -> file(context, CSV));
        router.get("/api/report.parquet").handler(context -> file(context, PARQUET));
    }

    private void file(RoutingContext context, Format format) {
        Query query = Answers.query(context, "month", "from", "to", "zone", "group", "class", "device");
        answers.work(
                context,
                () -> {
                    Reports reports = reports();
                    ReportQuery wanted = wanted(query, reports, clock, by(query));
                    return inTurn(() -> written(format, reports, wanted));
                },
                file -> context.response()
                        .putHeader("Content-Type", format.mediaType())
                        .putHeader(
                                "Content-Disposition", "attachment; filename=\"availability" + format.ending() + "\"")
                        .putHeader("Cache-Control", "private, no-store")
                        .sendFile(file.toString())
                        .onComplete(sent -> context.vertx().fileSystem().delete(file.toString())));
    }

    private static Path written(Format format, Reports reports, ReportQuery wanted) throws IOException {
        Path file = Files.createTempFile("report", format.ending());
        try {
            format.writer().write(reports, wanted, file);
            return file;
        } catch (IOException | RuntimeException e) {
            Files.delete(file);
            throw e;
        }
    }

    private static void parquet(Reports reports, ReportQuery query, Path file) throws IOException {
        try {
            ParquetReport.write(reports, query, file);
        } catch (NoClassDefFoundError e) {
            throw Problem.missing("reports as Parquet need libraries that are not part of this release; fetch them and"
                    + " restart: " + ExtensionFolder.parquetCommand());
        }
    }

    private void report(RoutingContext context) {
        Query query = Answers.query(context, "month", "from", "to", "zone", "group", "class", "device", "by", "limit");
        int limit = query.limit();
        answers.answer(context, () -> {
            Reports reports = reports();
            ReportQuery wanted = wanted(query, reports, clock, by(query));
            return inTurn(() -> ReportView.of(reports.report(wanted, limit)));
        });
    }

    private Reports reports() {
        return facts.reports()
                .orElseThrow(() -> Problem.notFound("there are no reports here: availability.enabled is false, or the"
                        + " file of their histories cannot be opened, which the log then says"));
    }

    private static ExtraField field(String text) {
        return ExtraField.ofKey(text)
                .orElseThrow(() -> Problem.ofField("by", "by must be extra.<route>.<field>, such as extra.sites.site"));
    }

    private static Optional<ExtraField> by(Query query) {
        return query.text("by").map(ReportApi::field);
    }

    /** The devices and the period that a request is about. */
    static ReportQuery wanted(Query query, Reports reports, Clock clock, Optional<ExtraField> by) {
        try {
            ReportPeriod period = ReportPeriod.of(
                    query.text("month"),
                    query.text("from"),
                    query.text("to"),
                    query.text("zone"),
                    reports.settings().zone(),
                    clock.instant());
            ReportQuery wanted = new ReportQuery(
                    period.from(),
                    period.until(),
                    period.zone(),
                    query.text("group"),
                    query.text("class"),
                    query.text("device"),
                    by);
            reports.mistake(wanted).ifPresent(mistake -> {
                throw new IllegalArgumentException(mistake);
            });
            return wanted;
        } catch (IllegalArgumentException e) {
            throw Problem.ofField(e.getMessage().split(" ", 2)[0], e.getMessage());
        }
    }

    private <T> T inTurn(Callable<T> question) throws Exception {
        if (!turns.tryAcquire()) {
            throw Problem.tryLater("another report is being computed", LATER_SECONDS);
        }
        try {
            return question.call();
        } finally {
            turns.release();
        }
    }
}
