package io.iotconnectivity.secret;

import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.jul.Log4jBridgeHandler;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Masks everything that is logged, by libraries and in exceptions too, before any appender of any configuration sees
 * it. What libraries such as Paho log through {@code java.util.logging} takes the same path, and follows the levels of
 * the same configuration.
 */
public final class LogMask {
    /** Logs one line per verdict, all of it our own text. */
    private static final String VERDICTS = "connectivity";

    private LogMask() {}

    /** Masks the log with {@link Secrets#OF_THIS_PROCESS} from now on, even after its configuration is reloaded. */
    public static void install() {
        LoggerContext log = (LoggerContext) LogManager.getContext(false);
        install(log.getConfiguration());
        if (log.putObjectIfAbsent(LogMask.class.getName(), LogMask.class) == null) {
            log.addPropertyChangeListener(change -> {
                if (LoggerContext.PROPERTY_CONFIG.equals(change.getPropertyName())) {
                    install(log.getConfiguration());
                }
            });
            Log4jBridgeHandler.install(true, "", true);
        }
    }

    private static void install(Configuration configuration) {
        for (LoggerConfig logger : configuration.getLoggers().values()) {
            for (Map.Entry<String, Appender> appender :
                    Map.copyOf(logger.getAppenders()).entrySet()) {
                if (!(appender.getValue() instanceof Masking)) {
                    // An appender added by a program is not referenced in the configuration, and gets everything.
                    Optional<AppenderRef> how = logger.getAppenderRefs().stream()
                            .filter(each -> each.getRef().equals(appender.getKey()))
                            .findFirst();
                    logger.removeAppender(appender.getKey());
                    logger.addAppender(
                            new Masking(appender.getValue(), Secrets.OF_THIS_PROCESS),
                            how.map(AppenderRef::getLevel).orElse(null),
                            how.map(AppenderRef::getFilter).orElse(null));
                }
            }
        }
    }

    /** Passes events without secrets on as they are, and masked copies of all others. */
    static final class Masking extends AbstractAppender {
        private final Appender appender;
        private final Secrets secrets;

        Masking(Appender appender, Secrets secrets) {
            super(appender.getName(), (Filter) null, null, appender.ignoreExceptions(), Property.EMPTY_ARRAY);
            this.appender = appender;
            this.secrets = secrets;
            start();
        }

        @Override
        public void append(LogEvent event) {
            appender.append(event.getLoggerName().equals(VERDICTS) ? event : masked(event));
        }

        private LogEvent masked(LogEvent event) {
            String said = event.getMessage().getFormattedMessage();
            String masked = secrets.masked(said);
            Throwable thrown = MaskedFailure.of(event.getThrown(), secrets);
            if (masked.equals(said) && thrown == event.getThrown()) {
                return event;
            }
            return new Log4jLogEvent.Builder(event)
                    .setMessage(masked.equals(said) ? event.getMessage() : new SimpleMessage(masked))
                    .setThrown(thrown)
                    .build();
        }
    }
}
