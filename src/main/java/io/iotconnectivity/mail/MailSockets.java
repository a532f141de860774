package io.iotconnectivity.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes Jakarta Mail use a {@link MailSocket} for each connection, with and without TLS. What it does not call is
 * refused, since a socket made there would be unbounded.
 */
final class MailSockets {
    private final Duration write;
    private final Duration longest;

    MailSockets(Duration write, Duration longest) {
        this.write = write;
        this.longest = longest;
    }

    /** For {@code mail.smtp.socketFactory}. */
    SocketFactory plain() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                return new MailSocket(new Socket(), write, longest);
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                throw unused();
            }
        };
    }

    /**
     * For {@code mail.smtp.ssl.socketFactory}. With TLS from the start, Jakarta Mail connects a socket of its own first;
     * with STARTTLS, it hands over the {@link MailSocket} that it already uses.
     */
    SSLSocketFactory secure(SSLSocketFactory tls) {
        return new SSLSocketFactory() {
            @Override
            public Socket createSocket(Socket below, String host, int port, boolean autoClose) throws IOException {
                Socket bounded = below instanceof MailSocket ? below : new MailSocket(below, write, longest);
                return tls.createSocket(bounded, host, port, autoClose);
            }

            @Override
            public String[] getDefaultCipherSuites() {
                return tls.getDefaultCipherSuites();
            }

            @Override
            public String[] getSupportedCipherSuites() {
                return tls.getSupportedCipherSuites();
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                throw unused();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                throw unused();
            }
        };
    }

    private static IOException unused() {
        return new IOException("Jakarta Mail connects its sockets itself");
    }
}
