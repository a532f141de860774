package io.iotconnectivity;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/**
 * No code, tests included, goes by the language, time zone or character set of the machine. The build checks it with
 * forbidden-apis, which knows more of such calls; these are the usual ones, found also where single tests are run.
 */
@AnalyzeClasses(packages = "io.iotconnectivity")
class HostIndependenceTest {
    private static final Set<String> GOES_BY_THE_HOST = Set.of(
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.<init>(java.io.OutputStream)",
            "java.io.PrintWriter.<init>(java.io.OutputStream, boolean)",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.time.OffsetDateTime.now()",
            "java.time.ZonedDateTime.now()",
            "java.time.ZoneId.systemDefault()",
            "java.time.Clock.systemDefaultZone()",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.time.format.DateTimeFormatterBuilder.toFormatter()");

    @ArchTest
    static final ArchRule behaviourIsTheSameOnEveryMachine = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "it takes the language, zone or character set of the machine; name Locale.ROOT, UTF-8, a zone",
                    (JavaAccess<?> access) ->
                            GOES_BY_THE_HOST.contains(access.getTarget().getFullName())))
            .because("a Turkish or Arabic machine must not read names and write numbers in another way");
}
