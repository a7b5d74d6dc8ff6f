// Customer master keys on Alibaba Cloud KMS and Tencent Cloud KMS, as one Pulumi resource.
package cmk
