package io.iotconnectivity.process;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The test talks to programs that are not part of the build, such as a browser or a proxy. {@code ./verify} installs them and
 * insists on them; where Maven runs without it, a test whose program is missing is skipped, and says so in one line.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsProgram.Installed.class)
public @interface NeedsProgram {
    /** Names of executables, as {@code ./verify} lists them. */
    String[] value();

    /** Looks for the programs before anything of the test is set up. */
    final class Installed implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = context
                    .getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, NeedsProgram.class))
                    .map(NeedsProgram::value)
                    .stream()
                    .flatMap(Arrays::stream)
                    .filter(program -> LocalProgram.find(program).isEmpty())
                    .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all programs are installed");
            }
            String reason = String.format(
                    Locale.ROOT,
                    "%s needs %s, which is not installed; ./verify installs it",
                    context.getDisplayName(),
                    String.join(", ", missing));
            if (Boolean.getBoolean("programs.required")) {
                throw new ExtensionConfigurationException(reason);
            }
            System.err.println("SKIPPED: " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
