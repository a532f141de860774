package io.iotconnectivity.net;

import io.iotconnectivity.process.FreePort;
import io.iotconnectivity.process.LocalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.Md5Crypt;

/**
 * A corporate proxy on this machine: one port for everyone, one that requires a login. It resolves outside host names
 * that nothing else here can resolve, all of them to this machine.
 */
public final class Squid implements AutoCloseable {
    public static final String USER = "monitor";
    public static final String PASSWORD = "p@ss:w/rd";

    private final Path directory;
    private final int open;
    private final int locked;
    private final LocalProgram program;

    private Squid(Path directory, int open, int locked, LocalProgram program) {
        this.directory = directory;
        this.open = open;
        this.locked = locked;
        this.program = program;
    }

    /**
     * @param names the host names that it resolves
     */
    public static Squid start(Path directory, String... names) throws IOException {
        // It drops root privileges if started with them.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        int open = FreePort.find();
        int locked = FreePort.find();
        Files.writeString(directory.resolve("hosts"), "127.0.0.1 " + String.join(" ", names) + "\n");
        Files.writeString(directory.resolve("users"), USER + ":" + Md5Crypt.apr1Crypt(PASSWORD) + "\n");
        Path helper = List.of("/usr/lib/squid/basic_ncsa_auth", "/usr/lib64/squid/basic_ncsa_auth").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        Files.writeString(
                directory.resolve("squid.conf"),
                String.format(
                        Locale.ROOT,
                        """
                http_port 127.0.0.1:%d name=open
                http_port 127.0.0.1:%d name=locked
                pid_filename none
                hosts_file %s/hosts
                dns_nameservers 127.0.0.1
                dns_timeout 1 second
                positive_dns_ttl 1 second
                access_log stdio:%s/access.log
                cache_log %s/cache.log
                cache_mem 1 MB
                cache deny all
                shutdown_lifetime 0 seconds
                auth_param basic program %s %s/users
                auth_param basic children 1
                auth_param basic realm test
                acl everybody myportname open
                acl known proxy_auth REQUIRED
                acl forbidden dstdomain forbidden.example.net
                http_access deny forbidden
                http_access allow everybody
                http_access allow known
                http_access deny all
                """,
                        open,
                        locked,
                        directory,
                        directory,
                        directory,
                        helper,
                        directory));
        LocalProgram program = LocalProgram.start(
                directory, "squid", "-N", "-f", directory.resolve("squid.conf").toString());
        return new Squid(directory, open, locked, program.awaitPort(open).awaitPort(locked));
    }

    /** The port without a login. */
    public HttpProxy open() {
        return new HttpProxy("127.0.0.1", open, Optional.empty());
    }

    /** The port that requires a login. */
    public HttpProxy locked(Optional<HttpProxy.Login> login) {
        return new HttpProxy("127.0.0.1", locked, login);
    }

    /** The requests so far. */
    public String log() {
        try {
            Path log = directory.resolve("access.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
