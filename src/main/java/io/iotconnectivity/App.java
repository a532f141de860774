package io.iotconnectivity;

/** Starts the application. */
public final class App {
    private App() {}

    public static void main(String[] args) {
        System.out.println("iot-connectivity");
    }
}
