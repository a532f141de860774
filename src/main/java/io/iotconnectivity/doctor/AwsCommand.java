package io.iotconnectivity.doctor;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes AWS command lines that can be pasted into a POSIX shell as they are. */
record AwsCommand(String region) {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    /**
     * @param words after {@code aws --region …}; each is quoted if the shell requires it
     */
    String of(String... words) {
        return Stream.concat(Stream.of("aws", "--region", region), Arrays.stream(words))
                .map(AwsCommand::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return NEEDS_NO_QUOTES.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
