package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java of this process, for others. */
final class Jvm {
    static final String JAVA = tool("java");
    static final String JCMD = tool("jcmd");

    private Jvm() {}

    /** Runs a program of this class path; arguments can be added. */
    static List<String> command(Class<?> program, String... options) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        return command;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
