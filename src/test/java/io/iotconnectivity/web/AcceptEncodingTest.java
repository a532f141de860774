package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "gzip, deflate, br, zstd",
                "br;q=1.0, gzip;q=0.001",
                "deflate,gzip ; q=0.5",
                "*",
                "identity;q=0, *;q=0.1"
            })
    void gzipIsTaken(String header) {
        assertThat(AcceptEncoding.takesGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br, deflate",
                "gzip;q=0",
                "gzip;q=0.000, *",
                "gzip; q = 0",
                "*;q=0",
                ",,;,",
                "xgzip"
            })
    void gzipIsNotTaken(String header) {
        assertThat(AcceptEncoding.takesGzip(header)).isFalse();
    }

    @Test
    void whoSaysNothingGetsThePlainBytes() {
        assertThat(AcceptEncoding.takesGzip(null)).isFalse();
    }
}
