/**
 * Networks as ONNX models, in single precision and quantised, and ONNX Runtime to calibrate and run
 * them.
 */
package org.fbnetspark.export;
