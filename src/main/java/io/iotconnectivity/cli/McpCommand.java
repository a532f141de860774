package io.iotconnectivity.cli;

import io.iotconnectivity.mcp.LineServer;
import io.iotconnectivity.mcp.McpHttpServer;
import io.iotconnectivity.mcp.McpProtocol;
import io.iotconnectivity.thread.NamedThread;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lets an AI assistant ask about the fleet. */
@Command(
        name = "mcp",
        description = {
            "Lets an AI assistant ask about devices, incidents and availability: a server of the Model Context Protocol.",
            "Without --http it reads requests from standard input, for clients that start it themselves."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. It only reads, unless --allow-writes is given. For example:",
            "  mcp",
            "  mcp --http 127.0.0.1:8081",
            "docs/mcp.md has the settings of clients."
        })
final class McpCommand implements Callable<Integer> {
    private static final String HERE = "127.0.0.1";
    private static final String AT = HERE + ":8081";
    private static final int SHORTEST_TOKEN = 16;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Option(
            names = "--http",
            paramLabel = "[ADDRESS:]PORT",
            arity = "0..1",
            fallbackValue = AT,
            description =
                    "Answers POST /mcp there (" + AT + "). Requests must show http.token if it is set; it must be set"
                            + " unless the address is this machine's own.")
    private Optional<String> http = Optional.empty();

    @Option(
            names = "--allow-writes",
            description = "Adds tools that acknowledge incidents and comment on them, in your user name.")
    private boolean writes;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return commands.serve(address -> {
            Optional<String> author =
                    Optional.of(System.getProperty("user.name") + " (MCP)").filter(name -> writes);
            McpProtocol protocol = new McpProtocol(new RunningFleet(new RunningApp(address)), author, Version.text());
            return http.isPresent() ? overHttp(protocol, http.get(), address.token()) : overLines(protocol, out);
        });
    }

    private int overLines(McpProtocol protocol, PrintWriter out) {
        try {
            new LineServer(protocol, out).run(System.in);
            return ExitCode.OK;
        } catch (IOException e) {
            spec.commandLine().getErr().println("Standard input cannot be read: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private int overHttp(McpProtocol protocol, String where, Optional<String> token) {
        PrintWriter err = spec.commandLine().getErr();
        Optional<InetSocketAddress> at = address(where);
        if (at.isEmpty()) {
            err.println("--http: " + where + " is not an address of this machine and a port; write " + AT);
            return ExitCode.USAGE;
        }
        if (!at.get().getAddress().isLoopbackAddress()
                && token.filter(text -> text.length() >= SHORTEST_TOKEN).isEmpty()) {
            err.println("--http: " + where + " lets other machines in, which needs an http.token of at least "
                    + SHORTEST_TOKEN + " characters (openssl rand -hex 32); set one, or write " + AT);
            return ExitCode.USAGE;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        try (McpHttpServer server = McpHttpServer.start(protocol, at.get(), token)) {
            Runtime.getRuntime().addShutdownHook(NamedThread.waitedFor("stop", stopped::countDown));
            err.println("Listening on http://" + at.get().getHostString() + ":"
                    + server.address().getPort() + "/mcp");
            stopped.await();
        } catch (IOException e) {
            err.println("--http: cannot listen on " + where + ": " + e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private static Optional<InetSocketAddress> address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? HERE : text.substring(0, colon);
        try {
            InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            return Optional.of(address).filter(known -> !known.isUnresolved());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
