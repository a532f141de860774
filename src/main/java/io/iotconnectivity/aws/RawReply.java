package io.iotconnectivity.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Captures the raw response to one call, for fields that this version's SDK model lacks. */
public final class RawReply implements ExecutionInterceptor {
    private final int mostBytes;
    private volatile byte[] bytes = {};

    /**
     * @param mostBytes a longer response makes the call fail
     */
    public RawReply(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Makes this call's response be captured. */
    public SdkPlugin listener() {
        return client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(this)
                .build());
    }

    /** The response, including an error; empty before there is one. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.responseBody().map(this::keep);
    }

    private InputStream keep(InputStream reply) {
        try {
            byte[] read = reply.readNBytes(mostBytes + 1);
            if (read.length > mostBytes) {
                throw SdkClientException.create("AWS answered with more than " + mostBytes + " bytes");
            }
            bytes = read;
            return new ByteArrayInputStream(read);
        } catch (IOException e) {
            throw SdkClientException.create("the response was cut off", e);
        }
    }
}
