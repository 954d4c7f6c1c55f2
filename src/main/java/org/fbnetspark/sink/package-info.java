/** Where the metrics of a run's epochs go besides its own files: TensorBoard, MLflow. */
package org.fbnetspark.sink;
